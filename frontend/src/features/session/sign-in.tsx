import { type FormEvent, useState } from "react";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Mark } from "@/ui/mark";
import { useTitle } from "@/ui/use-title";
import { type SignIn as Answer, type Arrival, signIn, tokenIn } from "./session";

const WORDS: Record<Exclude<Answer, "ok">, string> = {
  refused: "This link does not sign in (any more). Each start prints a new one: take the latest.",
  busy: "The studio has too much to do just now. Wait a little, then try again.",
  failing: "The studio has failed, not your link. Try again; its log says more.",
  unreachable: "The studio does not answer. Is it still running?",
};

type SignInProps = {
  /** What came of the printed link, if one was opened. */
  arrival: Arrival | null;
  onDone: () => void;
};

/** For who comes without the printed link, with an old one, or while the studio has trouble. */
export function SignIn({ arrival, onDone }: SignInProps) {
  const [answer, setAnswer] = useState<Answer>(arrival?.answer ?? "ok");
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  useTitle("Sign in");
  /** The same link may sign in yet. */
  const again = answer !== "ok" && answer !== "refused" ? (arrival?.token ?? "") : "";

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const typed = tokenIn(String(new FormData(event.currentTarget).get("link") ?? ""));
    const token = typed || again;
    setMissing(!token);
    if (!token) return;
    setBusy(true);
    setAnswer("ok");
    const next = await signIn(token);
    setBusy(false);
    if (next === "ok") onDone();
    else setAnswer(next);
  }

  const problem = missing
    ? "Paste the link that was printed when the studio started."
    : answer === "ok"
      ? null
      : WORDS[answer];
  return (
    <main className="grid min-h-full place-items-center p-6">
      <form onSubmit={submit} className="w-full max-w-sm rounded-lg bg-panel p-6 shadow-float">
        <div className="mb-5 flex items-center gap-3">
          <Mark size={32} />
          <h1 className="text-xl font-semibold tracking-tight">StoryCanvas</h1>
        </div>
        <p className="mb-4 text-sm text-soft">
          Open the link that <code className="font-mono text-xs">make up</code> printed in the
          terminal, or paste it here.
        </p>
        <TextField
          label="Link or token"
          name="link"
          type="password"
          autoComplete="off"
          spellCheck={false}
          error={problem}
        />
        <Button type="submit" look="primary" size="lg" className="mt-4 w-full" disabled={busy}>
          {busy ? "Signing in …" : again ? "Try again" : "Sign in"}
        </Button>
      </form>
    </main>
  );
}
