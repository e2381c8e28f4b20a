/** Whether it says that a part of the page could not be loaded, in the words of any browser. */
export function isLost(error: unknown): boolean {
  const words = error instanceof Error ? error.message : "";
  return /dynamically imported module|module script failed|preload css/i.test(words);
}
