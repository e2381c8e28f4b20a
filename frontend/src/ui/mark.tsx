/** The mark of the house: a frame with a pencil line that becomes a picture. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="7" fill="var(--raised)" />
      <path d="M6 9h20v14H6z" fill="none" stroke="var(--accent)" strokeWidth="2" />
      <path d="M6 20l6-6 5 5 3-3 6 6" fill="none" stroke="var(--ink)" strokeWidth="2" />
    </svg>
  );
}
