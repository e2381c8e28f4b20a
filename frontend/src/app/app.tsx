import { RouterProvider } from "@tanstack/react-router";
import { StrictMode, useState } from "react";
import { Provider } from "urql";
import { history } from "@/actions/history";
import { notices } from "@/actions/notices";
import type { Arrival } from "@/features/session/session";
import { openClient } from "@/graphql/client";
import { connection, openSocket } from "@/graphql/socket";
import { Tips } from "@/ui/tip";
import { Boundary } from "./boundary";
import { Entrance } from "./entrance";
import { router } from "./routes";

export function App({ arrival }: { arrival: Arrival | null }) {
  const [came, setCame] = useState(arrival);
  const [visit, setVisit] = useState(() => ({ client: enter(), number: 0 }));
  /** A new client for each who signs in: nothing of the one before stays in its cache. */
  function signedIn() {
    setCame(null);
    history.clear();
    notices.clear();
    connection.renew();
    setVisit({ client: enter(), number: visit.number + 1 });
  }
  return (
    <StrictMode>
      <Boundary>
        <Provider value={visit.client}>
          <Tips delayDuration={500}>
            <Entrance key={visit.number} arrival={came} onSignedIn={signedIn}>
              <RouterProvider router={router} />
            </Entrance>
          </Tips>
        </Provider>
      </Boundary>
    </StrictMode>
  );
}

function enter() {
  return openClient(openSocket());
}
