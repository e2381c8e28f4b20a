/** Escape is for what lies over all; one beneath, which Radix may still ask first, leaves it. */
const left = new WeakSet<Event>();

export function leaveEscape(event: Event): void {
  event.preventDefault();
  left.add(event);
}

/** Whether nobody took it before. */
export function isEscape({ key, nativeEvent }: { key: string; nativeEvent: Event }): boolean {
  return key === "Escape" && (!nativeEvent.defaultPrevented || left.has(nativeEvent));
}
