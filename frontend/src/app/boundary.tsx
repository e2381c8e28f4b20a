import { Component, type ErrorInfo, type ReactNode } from "react";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { isLost } from "@/ui/lost";

type State = { error: Error | null };

/** Keeps a fault in one part of the page from taking the rest with it. */
export class Boundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override componentDidCatch(error: Error, info: ErrorInfo) {
    console.error(error, info.componentStack);
  }

  override render() {
    const { error } = this.state;
    return error ? (
      <Fault error={error} onAgain={() => this.setState({ error: null })} />
    ) : (
      this.props.children
    );
  }
}

export function Fault({ error, onAgain }: { error: Error; onAgain: () => void }) {
  if (isLost(error)) return <Lost />;
  return (
    <Empty
      title="This part of the page has failed"
      actions={
        <>
          <Button look="primary" onClick={onAgain}>
            Try again
          </Button>
          <Button onClick={() => location.reload()}>Load the page anew</Button>
        </>
      }
    >
      <p>Your work is safe in the studio: the page only shows it.</p>
      <pre className="mt-3 max-h-40 overflow-auto whitespace-pre-wrap rounded-md bg-well p-3 text-left font-mono text-xs text-faint">
        {error.message}
      </pre>
    </Empty>
  );
}

function Lost() {
  return (
    <Empty
      title="This part of the page could not be loaded"
      actions={
        <Button look="primary" onClick={() => location.reload()}>
          Reload
        </Button>
      }
    >
      The studio has been updated since this page was opened, or does not answer.
    </Empty>
  );
}
