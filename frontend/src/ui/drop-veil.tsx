/** Over the whole window while a file hangs above it: what comes of letting it fall. */
export function DropVeil({ words }: { words: string }) {
  return (
    <div className="pointer-events-none fixed inset-0 z-50 grid place-items-center bg-veil p-4">
      <div className="grid size-full place-items-center rounded-lg border-2 border-dashed border-accent">
        <p className="rounded-md bg-raised px-4 py-2 text-lg font-semibold shadow-float">{words}</p>
      </div>
    </div>
  );
}
