import { notices } from "@/actions/notices";
import type { Job, Priority } from "@/graphql/entities";
import { isActive } from "@/graphql/entities";
import { useJobActs } from "@/graphql/job-acts";
import { priced } from "@/graphql/price-beside";
import { useQueueActs } from "@/graphql/queue-acts";
import type { MenuItem } from "@/ui/menu";
import { isProblem, lineOf, placeOf, type Step } from "./line";

const TURNS: readonly [Priority, string][] = [
  ["RUSH", "Rush: before all else"],
  ["HIGH", "High priority"],
  ["NORMAL", "Normal priority"],
  ["BACKGROUND", "Background: after all else"],
];

/** What can be done with one render of the queue. */
export function useJobMenu(): (job: Job) => MenuItem[] {
  const acts = useQueueActs();
  const { cancel, retry } = useJobActs();

  async function move(job: Job, step: Step): Promise<void> {
    try {
      const place = placeOf(job, await lineOf(job.endpoint.id), step);
      if (place) await acts.move(job, place.before, place.next);
      else notices.say("It is the first of its priority already.");
    } catch (thrown) {
      if (!isProblem(thrown)) throw thrown;
      notices.problems([thrown], () => void move(job, step));
    }
  }

  function turns(job: Job): MenuItem[] {
    const held = job.pausedAt !== null;
    return [
      ...TURNS.map(([priority, label]) => ({
        id: priority,
        label,
        checked: job.priority === priority,
        onSelect: () => {
          if (job.priority !== priority) void acts.prioritize(job, priority);
        },
      })),
      { id: "order", separator: true },
      {
        id: "pause",
        label: held ? "Resume" : "Pause",
        onSelect: () => void (held ? acts.resume(job) : acts.pause(job)),
      },
      { id: "up", label: "Move up", disabled: held, onSelect: () => void move(job, "up") },
      {
        id: "front",
        label: "Move to the front",
        disabled: held,
        onSelect: () => void move(job, "front"),
      },
      { id: "end", separator: true },
    ];
  }

  return (job) => [
    ...(job.state === "QUEUED" ? turns(job) : []),
    ...(job.canRetry
      ? [
          {
            id: "retry",
            label: "Retry",
            aside: priced(() => ({ again: job.id })),
            onSelect: () => void retry([job]),
          },
        ]
      : []),
    ...(isActive(job)
      ? [
          {
            id: "cancel",
            label: "Cancel",
            danger: true,
            disabled: job.state === "CANCELLING",
            onSelect: () => void cancel([job]),
          },
        ]
      : [{ id: "clear", label: "Clear from this list", onSelect: () => void acts.clear(job) }]),
  ];
}
