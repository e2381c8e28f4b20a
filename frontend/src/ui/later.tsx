import { Component, type ReactNode, Suspense } from "react";
import { isLost } from "./lost";

type LaterProps = { instead?: ReactNode; children: ReactNode };

/**
 * What is loaded when it is first wanted, with something in its place until then. Where it cannot be
 * loaded, which a notice tells of, the screen beside it stays.
 */
export function Later({ instead = null, children }: LaterProps) {
  return (
    <Kept>
      <Suspense fallback={instead}>{children}</Suspense>
    </Kept>
  );
}

class Kept extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    if (isLost(error)) return null;
    throw error;
  }
}
