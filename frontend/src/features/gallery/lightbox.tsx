import { Dialog } from "radix-ui";
import { registry, run } from "@/actions/registry";
import type { Take } from "@/graphql/entities";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { leaveEscape } from "@/ui/escape";
import { Unread } from "@/ui/unread";
import { toItself, useFocusBack } from "@/ui/use-focus-back";
import { Compare } from "./compare";
import { Facts } from "./facts";
import { numberOf, placeOf } from "./order";
import { Picture } from "./picture";
import { Strip } from "./strip";
import { covered } from "./take-action";
import { Tools } from "./tools";
import { type LightboxProps, useLightbox } from "./use-lightbox";

/** Takes of one shot, large: leafing, looking closer, comparing, picking. */
export function Lightbox(props: LightboxProps) {
  const { takeId, onClose } = props;
  const box = useLightbox(props);
  const { clip, takes, take, beside, mode, facts } = box;
  const focus = useFocusBack(toItself);
  const title = clip ? `Shot ${clip.number}` : "Take";
  const nameOf = (shown: Take) => `Take ${numberOf(takes, shown)}`;
  const alt = (shown: Take) =>
    `${title}, take ${numberOf(takes, shown)}: ${clip?.caption || clip?.name || ""}`;
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Content
          data-modal
          data-lightbox
          data-theme="dark"
          aria-describedby={undefined}
          tabIndex={-1}
          {...focus}
          onInteractOutside={(event) => event.preventDefault()}
          onEscapeKeyDown={(event) => covered() && leaveEscape(event)}
          className="fixed inset-0 z-40 flex flex-col bg-stage text-ink outline-none"
        >
          <Tools
            title={title}
            caption={clip?.caption ?? ""}
            place={take ? placeOf(takes, take, beside) : ""}
            take={beside ? undefined : take}
            picking={box.picking}
            mode={beside ? mode : null}
            facts={facts}
          />
          <div className="flex min-h-0 grow">
            <div className="min-w-0 grow">
              {box.missing ? <Gone onClose={onClose} /> : null}
              {box.failed ? <NotRead nothing={!take} onAgain={box.again} /> : null}
              {take && beside ? (
                <Compare
                  {...{ mode, nameOf, alt }}
                  view={box.view}
                  left={take}
                  right={beside}
                  onView={box.setView}
                  onPick={(side) => run(registry.find(`take.${side}`))}
                />
              ) : take ? (
                <Picture
                  take={take}
                  alt={alt(take)}
                  view={box.view}
                  onView={box.setView}
                  onShow={props.onShow}
                />
              ) : null}
            </div>
            {take && facts ? (
              <Facts
                name={nameOf(beside ?? take)}
                take={beside ?? take}
                against={beside ? { name: nameOf(take), take } : undefined}
              />
            ) : null}
          </div>
          <Strip
            takes={takes}
            fresh={box.fresh}
            shown={takeId}
            beside={beside?.id}
            onShow={box.turnTo}
          />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
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
