/**
 * The `ref` of a list: arrows go from one of what is marked `data-step` to the next as the eye does,
 * Home and End to the first and the last.
 */
export function stepping(list: HTMLElement | null) {
  if (!list) return;
  const onKey = (event: KeyboardEvent) => step(list, event);
  list.addEventListener("keydown", onKey);
  return () => list.removeEventListener("keydown", onKey);
}

function step(list: HTMLElement, event: KeyboardEvent): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const all = [...list.querySelectorAll<HTMLElement>("[data-step]")];
  const here = document.activeElement;
  const at = here instanceof HTMLElement ? all.indexOf(here) : -1;
  if (at < 0) return;
  const next = all[ways(all, at)[event.key] ?? -1];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function ways(all: readonly HTMLElement[], at: number): Record<string, number> {
  const top = all[0]?.getBoundingClientRect().top ?? 0;
  const below = all.findIndex((one) => Math.abs(one.getBoundingClientRect().top - top) > 4);
  const columns = below < 0 ? all.length : below;
  return {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at - columns,
    ArrowDown: at + columns,
    Home: 0,
    End: all.length - 1,
  };
}
