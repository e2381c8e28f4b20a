import { RouterProvider } from "@tanstack/react-router";
import { StrictMode, useState } from "react";
import { Provider } from "urql";
import { openClient } from "@/graphql/client";
import { openSocket } from "@/graphql/socket";
import { Tips } from "@/ui/tip";
import { Boundary } from "./boundary";
import { Entrance } from "./entrance";
import { router } from "./routes";

export function App({ refused }: { refused: boolean }) {
  const [came, setCame] = useState(!refused);
  const [visit, setVisit] = useState(() => ({ client: enter(), number: 0 }));
  /** A new client for each who signs in: nothing of the one before stays in its cache. */
  function signedIn() {
    setCame(true);
    setVisit({ client: enter(), number: visit.number + 1 });
  }
  return (
    <StrictMode>
      <Boundary>
        <Provider value={visit.client}>
          <Tips delayDuration={500}>
            <Entrance key={visit.number} refused={!came} onSignedIn={signedIn}>
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
