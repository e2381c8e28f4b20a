import { type FormEvent, useState } from "react";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Mark } from "@/ui/mark";
import { type SignIn as Answer, signIn, tokenIn } from "./session";

const WORDS: Record<Exclude<Answer, "ok">, string> = {
  refused: "This link does not sign in (any more). Each start prints a new one: take the latest.",
  unreachable: "The studio does not answer. Is it still running?",
};

type SignInProps = { refused: boolean; onDone: () => void };

/** For who comes without the printed link, or with an old one. */
export function SignIn({ refused, onDone }: SignInProps) {
  const [problem, setProblem] = useState<string | null>(refused ? WORDS.refused : null);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const token = tokenIn(String(new FormData(event.currentTarget).get("link") ?? ""));
    if (!token) {
      setProblem("Paste the link that was printed when the studio started.");
      return;
    }
    setBusy(true);
    const answer = await signIn(token);
    setBusy(false);
    if (answer === "ok") onDone();
    else setProblem(WORDS[answer]);
  }

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
          {busy ? "Signing in …" : "Sign in"}
        </Button>
      </form>
    </main>
  );
}
