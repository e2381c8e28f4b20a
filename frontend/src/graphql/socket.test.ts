import { expect, test } from "vitest";
import { connection, turning } from "./socket";

test("a refusal of who was here before is nothing to who has come since", () => {
  const before = turning();
  connection.renew();
  before("refused");
  expect(connection.get()).toBe("idle");
  turning()("refused");
  expect(connection.get()).toBe("refused");
});
