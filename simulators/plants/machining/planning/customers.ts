import type { Random } from "../../../kernel/random.ts";

/** Invented companies with their shares of the orders. */
const CUSTOMERS = [
  { name: "Yunhe Pumps 运河泵业", share: 5 },
  { name: "Nordhaven Hydraulik GmbH", share: 4 },
  { name: "Qingshan Water 青山水务", share: 3 },
  { name: "Lakeside Fluid Systems", share: 3 },
  { name: "Haizhou Marine 海州船机", share: 2 },
  { name: "Valdora Irrigazione", share: 1 },
] as const;

/** The customer of an order: by seed and order alone, so that it shifts no other draw (rule TC18). */
export function customerOf(order: string, random: Random): string {
  const total = CUSTOMERS.reduce((sum, { share }) => sum + share, 0);
  let at = random.at(`customer of ${order}`).next() * total;
  for (const { name, share } of CUSTOMERS) {
    at -= share;
    if (at < 0) return name;
  }
  return CUSTOMERS[0].name;
}
