import { Download } from "lucide-react";
import { useState } from "react";
import { useClient } from "urql";
import { notices } from "@/actions/notices";
import { problemOf } from "@/graphql/act";
import { Button } from "@/ui/button";
import { saveFile } from "@/ui/save-file";
import { sinceOf, useAddress } from "./address";
import { TableQuery } from "./documents";

/** The renders of the chosen time and project, as a file. */
export function Table() {
  const { address } = useAddress();
  const client = useClient();
  const [busy, setBusy] = useState(false);
  async function fetch() {
    setBusy(true);
    const variables = { since: sinceOf(address), projectId: address.project ?? null };
    const { data, error } = await client.query(TableQuery, variables, {
      requestPolicy: "network-only",
    });
    setBusy(false);
    if (error) notices.problems([problemOf(error)], () => void fetch(), "history");
    if (!data) return;
    saveFile("renders.csv", data.history.csv, "text/csv");
    if (data.history.isCut)
      notices.say("The newest 10,000 are in the file. Choose a shorter time for the others.");
  }
  return (
    <Button
      disabled={busy}
      title="All renders of the chosen time and project"
      onClick={() => void fetch()}
    >
      <Download size={14} aria-hidden />
      {busy ? "Reading …" : "CSV"}
    </Button>
  );
}
