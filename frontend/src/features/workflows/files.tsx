type File = { folder: string; name: string; url: string | null };

/** Model files, each with its folder and where to get it. */
export function Files({ files }: { files: readonly File[] }) {
  if (files.length === 0) return <p className="text-sm text-soft">No model files.</p>;
  return (
    <ul className="flex flex-col gap-1.5 text-sm">
      {files.map(({ folder, name, url }) => (
        <li key={`${folder}/${name}`} className="wrap-anywhere">
          {url ? (
            <a
              href={url}
              target="_blank"
              rel="noreferrer"
              className="text-accent underline underline-offset-2"
            >
              {name}
            </a>
          ) : (
            name
          )}
          <span className="block text-xs text-faint">models/{folder}</span>
        </li>
      ))}
    </ul>
  );
}
