import { copy } from "./samples";

/** Words that a prompt needs; each is copied by a press. */
export function TriggerWords({ words }: { words: readonly string[] }) {
  if (words.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-1">
      {words.map((word) => (
        <li key={word}>
          <button
            type="button"
            aria-label={`Copy ${word}`}
            onClick={() => void copy(word, `“${word}” is copied.`)}
            className="min-h-6 rounded-sm border border-line bg-well px-1.5 text-left text-xs hover:border-edge wrap-anywhere"
          >
            {word}
          </button>
        </li>
      ))}
    </ul>
  );
}
