import { useEffect } from "react";

/** What the window, its tab and the history of the browser call the page. */
export function useTitle(words: string | null): void {
  useEffect(() => {
    document.title = words ? `${words} - StoryCanvas` : "StoryCanvas";
  }, [words]);
}
