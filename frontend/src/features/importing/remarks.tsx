/** What of the file could not be taken. */
export function Remarks({ warnings }: { warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <section aria-label="Remarks" className="mt-5 first:mt-0">
      <h3 className="mb-1 text-xs font-semibold text-faint">Remarks</h3>
      <ul className="list-disc space-y-0.5 pl-4 text-xs text-soft">
        {[...new Set(warnings)].map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </section>
  );
}
