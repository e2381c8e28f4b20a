import { Button } from "./button";
import { Empty } from "./empty";

type UnreadProps = {
  /** Of several or of one: "projects", "queue". */
  what: string;
  words?: string;
  onAgain: () => void;
};

/** What stands where something could not be read. */
export function Unread({ what, words, onAgain }: UnreadProps) {
  return (
    <Empty
      title={`The ${what} could not be read`}
      actions={
        <Button look="primary" onClick={onAgain}>
          Try again
        </Button>
      }
    >
      {words ?? "The studio does not answer. Nothing is lost."}
    </Empty>
  );
}
