import { Filters } from "./filters";
import { Renders } from "./renders";
import { Table } from "./table";
import { ModelUsage } from "./usage";

/** What was rendered: how, by whom, where, for how long, and what came of it. */
export function HistoryScreen() {
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto flex max-w-5xl flex-col gap-8 px-6 py-8">
        <header className="flex flex-wrap items-end gap-3">
          <div className="min-w-0 grow">
            <h1 className="text-xl font-semibold tracking-tight">History</h1>
            <p className="mt-1 text-sm text-soft">
              Every render with what it was made of. Any take can be made again.
            </p>
          </div>
          <Table />
        </header>
        <section aria-label="Renders" className="flex flex-col gap-3">
          <Filters />
          <Renders />
        </section>
        <ModelUsage />
      </div>
    </div>
  );
}
