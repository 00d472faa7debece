/** Another tag of the same asset with which a value is compared. */

import type { Tag } from "../../contracts/plant/tag.ts";
import { matchesTag } from "../../contracts/plant/tag-pattern.ts";
import { type Static, Type } from "../../contracts/schema.ts";
import { closed } from "./config-fields.ts";
import type { DetectorContext } from "./rule-detector.ts";

/** The schema of a reference in a rule. */
export const reference = (description: string) =>
  Type.Object(
    {
      component: Type.Optional(Type.String()),
      signal: Type.Optional(Type.String()),
      role: Type.Optional(Type.String()),
    },
    { ...closed, minProperties: 1, description },
  );

type ReferenceConfig = Static<ReturnType<typeof reference>>;

/** The one other number tag of the same asset that fits; without a component, one of the tag's own component. */
export function referenceOf(
  config: ReferenceConfig,
  tag: Tag,
  { plant, tags }: Pick<DetectorContext, "plant" | "tags">,
): Tag | undefined {
  const asset = plant.assets.find(({ assetUid }) => assetUid === tag.assetUid);
  const component = config.component ?? tag.component;
  const found =
    asset === undefined
      ? []
      : tags
          .ofAsset(tag.assetUid)
          .filter(
            (other) => other !== tag && other.type === "number" && matchesTag({ ...config, component }, asset, other),
          );
  return found.length === 1 ? found[0] : undefined;
}
