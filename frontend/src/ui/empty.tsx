import type { ReactNode } from "react";

type EmptyProps = { icon?: ReactNode; title: string; children?: ReactNode; actions?: ReactNode };

/** What stands where there is nothing yet: why, and what to do. */
export function Empty({ icon, title, children, actions }: EmptyProps) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-3 px-6 py-16 text-center">
      {icon ? <div className="text-faint">{icon}</div> : null}
      <h2 className="text-lg font-semibold">{title}</h2>
      {children ? <div className="text-sm text-soft">{children}</div> : null}
      {actions ? <div className="mt-2 flex flex-wrap justify-center gap-2">{actions}</div> : null}
    </div>
  );
}
