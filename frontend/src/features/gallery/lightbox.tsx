import { Dialog } from "radix-ui";
import { useState } from "react";
import type { Take } from "@/graphql/entities";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Unread } from "@/ui/unread";
import { toItself, useFocusBack } from "@/ui/use-focus-back";
import { Compare, type Mode } from "./compare";
import { Facts } from "./facts";
import { Picture } from "./picture";
import { numberOf, Strip } from "./strip";
import { Tools } from "./tools";
import { useLightboxActions } from "./use-lightbox-actions";
import { useTakeActs, useTakes } from "./use-takes";
import { FIT, type View } from "./zoom";

type LightboxProps = {
  takeId: string;
  /** A second take, to compare with. */
  withId?: string | undefined;
  onShow: (takeId: string, withId?: string) => void;
  /** To the takes of the next or previous shot. */
  onShot: (clipId: string, way: 1 | -1) => void;
  onClose: () => void;
};

/** Takes of one shot, large: leafing, looking closer, comparing, picking. */
export function Lightbox({ takeId, withId, onShow, onShot, onClose }: LightboxProps) {
  const { clip, takes, missing, failed, again } = useTakes(takeId);
  const { pick, remove } = useTakeActs();
  const [view, setView] = useState(FIT);
  const [mode, setMode] = useState<Mode>("side");
  const [facts, setFacts] = useState(false);
  const focus = useFocusBack(toItself);
  const at = takes.findIndex((take) => take.id === takeId);
  const take = takes[at];
  const picked = takes.find((other) => other.isSelected);
  const beside = takes.find((other) => other.id === withId);

  function turnTo(next: Take) {
    if (beside) onShow(takeId, next.id);
    else onShow(next.id);
  }
  function step(way: 1 | -1) {
    const from = beside ? takes.indexOf(beside) : at;
    const next = takes[(from + way + takes.length) % takes.length];
    if (next) turnTo(next);
  }
  function compare() {
    if (beside) return onShow(takeId);
    const other = picked && picked.id !== takeId ? picked : takes[(at + 1) % takes.length];
    if (other && other.id !== takeId) onShow(takeId, other.id);
  }
  async function drop(gone: Take) {
    const next = takes[at + 1] ?? takes[at - 1];
    if (!(await remove(gone))) return;
    if (next) onShow(next.id);
    else onClose();
  }
  useLightboxActions({
    ...{ step, compare, view, setView },
    alone: takes.length < 2,
    toShot: (way) => clip && onShot(clip.id, way),
    pick: () => take && pick(take, picked),
    turn: () => setMode(mode === "side" ? "wipe" : "side"),
    explain: () => setFacts(!facts),
    remove: () => take && void drop(take),
  });

  const title = clip ? `Shot ${clip.number}` : "Take";
  const alt = (shown: Take) =>
    `${title}, take ${numberOf(takes, shown)}: ${clip?.caption || clip?.name || ""}`;
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Content
          data-modal
          data-theme="dark"
          aria-describedby={undefined}
          tabIndex={-1}
          {...focus}
          onInteractOutside={(event) => event.preventDefault()}
          className="fixed inset-0 z-40 flex flex-col bg-stage text-ink outline-none"
        >
          <Tools
            title={title}
            caption={clip?.caption ?? ""}
            place={take ? `Take ${numberOf(takes, take)} of ${takes.length}` : ""}
            take={take}
            mode={beside ? mode : null}
            facts={facts}
          />
          <div className="flex min-h-0 grow">
            <div className="min-w-0 grow">
              {missing ? <Gone onClose={onClose} /> : null}
              {failed ? <NotRead nothing={!take} onAgain={again} /> : null}
              {take ? <Shown {...{ take, beside, mode, alt, view, setView }} /> : null}
            </div>
            {take && facts ? <Facts take={beside ?? take} /> : null}
          </div>
          <Strip takes={takes} shown={takeId} beside={beside?.id} onShow={turnTo} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

type ShownProps = {
  take: Take;
  beside: Take | undefined;
  mode: Mode;
  alt: (take: Take) => string;
  view: View;
  setView: (view: View) => void;
};

function Shown({ take, beside, mode, alt, view, setView }: ShownProps) {
  return beside ? (
    <Compare left={take} right={beside} mode={mode} alt={alt} view={view} onView={setView} />
  ) : (
    <Picture take={take} alt={alt(take)} view={view} onView={setView} />
  );
}

type NotReadProps = { nothing: boolean; onAgain: () => void };

/** There is nothing to show, or but the one take. */
function NotRead({ nothing, onAgain }: NotReadProps) {
  if (nothing) return <Unread what="take" onAgain={onAgain} />;
  return (
    <div role="status" className="flex items-center gap-3 px-4 pt-2 text-sm text-soft">
      The other takes of this shot could not be read.
      <Button size="sm" onClick={onAgain}>
        Try again
      </Button>
    </div>
  );
}

function Gone({ onClose }: { onClose: () => void }) {
  return (
    <Empty title="This take is gone" actions={<Button onClick={onClose}>Close</Button>}>
      Somebody deleted it, or the address is not whole.
    </Empty>
  );
}
