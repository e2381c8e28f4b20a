import { useEffect, useEffectEvent } from "react";
import { useQuery } from "urql";
import { ExamplesQuery } from "./documents";
import { draft } from "./draft";

/** Opens an example once, when its text has come. */
export function useExample(id: string | undefined, onOpened: () => void): void {
  const [{ data }] = useQuery({ query: ExamplesQuery, pause: id === undefined });
  const example = data?.exampleScripts.find((script) => script.id === id);
  const opened = useEffectEvent(onOpened);
  useEffect(() => {
    if (!example) return;
    void draft.replace(example.text, `Opened “${example.title}”`);
    opened();
  }, [example]);
}
