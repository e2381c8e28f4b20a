const MAC = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

const NAMES: Record<string, string> = {
  $mod: MAC ? "⌘" : "Ctrl",
  Shift: MAC ? "⇧" : "Shift",
  Alt: MAC ? "⌥" : "Alt",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  Delete: "Del",
  Backspace: "⌫",
  Space: "Space",
};

/** A binding such as `$mod+k` or `g p` as the parts a person reads: [["Ctrl", "K"]]. */
export function spelled(keys: string): string[][] {
  return keys
    .split(" ")
    .map((press) =>
      press
        .split(/\+(?=.)/)
        .map((key) => NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key)),
    );
}

export function Keys({ keys }: { keys: string }) {
  const words = spelled(keys)
    .map((press) => press.join(MAC ? "" : "+"))
    .join(" ");
  return (
    <kbd className="rounded-sm border border-line bg-well px-1 font-sans text-2xs text-soft">
      {words}
    </kbd>
  );
}
