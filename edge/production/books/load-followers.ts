/** Loads the modules of the followers, in their thread. */
import type { Follower } from "../../contracts/path/follower.ts";
import type { FollowerContext, FollowerModule } from "../../contracts/path/follower-plugin.ts";
import type { BooksPlan } from "./protocol.ts";

/** A follower that can be opened. */
export interface LoadedFollower {
  readonly name: string;
  /** Throws where the follower's module or file cannot be opened. */
  open(context: FollowerContext): Follower;
}

/** Never rejects: a module that cannot be loaded fails when its follower is opened, and harms no other follower. */
export function loadFollowers({ followers }: Pick<BooksPlan, "followers">): Promise<readonly LoadedFollower[]> {
  return Promise.all(
    followers.map(async ({ name, module, own }): Promise<LoadedFollower> => {
      try {
        const { openFollower } = (await import(module)) as FollowerModule<unknown>;
        return { name, open: (context) => openFollower(own, context) };
      } catch (error) {
        return {
          name,
          open: () => {
            throw error;
          },
        };
      }
    }),
  );
}
