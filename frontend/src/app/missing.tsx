import { Link } from "@tanstack/react-router";
import { buttonClass } from "@/ui/button";
import { Empty } from "@/ui/empty";

/** For an address that leads nowhere, or to what may not be seen. */
export function Missing({ what = "page" }: { what?: string }) {
  return (
    <Empty
      title={`There is no such ${what}`}
      actions={
        <Link to="/" className={buttonClass("primary")}>
          To the projects
        </Link>
      }
    >
      It may have been deleted, or the address is not whole.
    </Empty>
  );
}
