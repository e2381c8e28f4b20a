import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useQuery } from "urql";
import { UNITS } from "@/graphql/money";
import { Button, IconButton } from "@/ui/button";
import { dollars } from "@/ui/money";
import { Skeleton } from "@/ui/status";
import { Unread } from "@/ui/unread";
import { type Price, PricesQuery } from "./documents";
import { None, Part } from "./part";
import { PriceForm } from "./price-form";
import { forWords } from "./price-words";
import type { MoneyActs } from "./use-money-acts";

/** The workspace's own price table. */
export function Prices({ acts }: { acts: MoneyActs }) {
  const [{ data, error }, again] = useQuery({
    query: PricesQuery,
    requestPolicy: "cache-and-network",
  });
  const [form, setForm] = useState<{ price: Price | null } | null>(null);
  const prices = data?.prices.nodes ?? [];
  return (
    <Part
      id="prices"
      title="Prices"
      note="Of those that fit a render the most particular holds. What has no price anywhere is not begun."
      tools={
        <Button onClick={() => setForm({ price: null })}>
          <Plus size={14} aria-hidden />
          Add a price
        </Button>
      }
    >
      {!data && error ? (
        <Unread what="prices" onAgain={() => again({ requestPolicy: "network-only" })} />
      ) : null}
      {!data && !error ? <Skeleton className="h-14" /> : null}
      {data && prices.length === 0 ? (
        <None>
          None of your own. RunPod workers are priced as RunPod publishes them, your own machines
          are free.
        </None>
      ) : null}
      {prices.length > 0 ? (
        <ul className="flex flex-col overflow-hidden rounded-lg bg-panel">
          {prices.map((price) => (
            <Row
              key={price.id}
              price={price}
              onEdit={() => setForm({ price })}
              onDrop={() => acts.dropPrice(price)}
            />
          ))}
        </ul>
      ) : null}
      {form ? <PriceForm price={form.price} acts={acts} onClose={() => setForm(null)} /> : null}
    </Part>
  );
}

type RowProps = { price: Price; onEdit: () => void; onDrop: () => void };

function Row({ price, onEdit, onDrop }: RowProps) {
  const of = forWords(price);
  const more = [
    price.label,
    price.coldStartSeconds > 0 && `start ${price.coldStartSeconds} s`,
    price.idleSeconds > 0 && `idle ${price.idleSeconds} s`,
  ].filter(Boolean);
  return (
    <li className="flex items-center gap-4 border-b border-line px-4 py-2.5 last:border-b-0">
      <div className="min-w-0 grow">
        <p className="text-sm wrap-anywhere">{of}</p>
        {more.length > 0 ? <p className="text-xs text-soft">{more.join(", ")}</p> : null}
      </div>
      <p className="shrink-0 text-right text-sm tabular-nums">
        {dollars(price.amount)}
        <span className="block text-xs text-soft">per {UNITS[price.unit]}</span>
      </p>
      <div className="flex shrink-0 gap-1">
        <IconButton small label={`Edit the price of ${of}`} onClick={onEdit}>
          <Pencil size={14} />
        </IconButton>
        <IconButton small label={`Delete the price of ${of}`} onClick={onDrop}>
          <Trash2 size={14} />
        </IconButton>
      </div>
    </li>
  );
}
