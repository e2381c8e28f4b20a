type Problem = { field: readonly string[] | null; message: string };

/** What is wrong with a field; null if nothing is. */
export function wrongAt(problems: readonly Problem[], field: string): string | null {
  return problems.find((problem) => problem.field?.[0] === field)?.message ?? null;
}

type WrongProps = {
  problems: readonly Problem[];
  /** The fields that tell it by themselves. */
  beside?: readonly string[];
};

/** What is wrong with none of the fields. */
export function Wrong({ problems, beside = [] }: WrongProps) {
  const rest = problems.filter(({ field }) => !beside.includes(field?.[0] ?? ""));
  return rest.map(({ message }) => (
    <p key={message} role="alert" className="text-sm text-bad wrap-anywhere">
      {message}
    </p>
  ));
}
