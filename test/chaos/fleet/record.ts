import { readReleaseId, type Stage } from '../../../shared/terms/release.ts';
import { isPlainObject } from '../../../shared/values/json/plain-object.ts';
import type { Call } from '../../../stand-in/cloud/faults.ts';
import type { State } from '../../../stand-in/cloud/state.ts';
import type { Work } from '../../../stand-in/cloud/work.ts';
import type { Life } from '../life.ts';

/** A submission as it came to the cloud's door; times are epoch ms of the one clock. */
export interface Post {
  readonly at: number;
  /** The same on the scale of `performance.now()`. */
  readonly real: number;
  /** When its function asked, on that scale, how its rollout stands: after its claim, the first time; absent: it never did. */
  readonly looked?: number;
  /** When the cloud is to begin the work. */
  readonly begins: number;
  readonly target: string;
  readonly call: string;
  /** The request that had locked the target; a release's has a rollout in its id. */
  readonly request_id: string;
  readonly to: string;
}

/** A post of a release. */
export interface Released extends Post {
  readonly rollout: string;
  readonly seq: number;
  readonly attempt: number;
  readonly stage?: Stage | undefined;
}

/** Work that the cloud truly took on, and the post that it came by. */
export interface Taken extends Released {
  readonly work: Work;
}

/** The cloud's own record, and when functions looked at rollouts before they came. */
export class CloudRecord {
  readonly posts: Post[] = [];
  readonly #looks: { readonly place: string; readonly rollout: string; at: number; real: number }[] = [];

  /** Takes in that the function at a place reads how a rollout stands. */
  looks(place: string, rollout: string): void {
    this.#looks.push({ place, rollout, at: Date.now(), real: performance.now() });
  }

  #lookOf({ request_id, claimedBy, claimed_at = 0 }: Life): number | undefined {
    const rollout = readReleaseId(request_id)?.rollout;
    const own = this.#looks.filter((one) => one.place === claimedBy && one.rollout === rollout);
    return own.find(({ at }) => at >= claimed_at)?.real;
  }

  note({ targets, call, body }: Call, life: Life | undefined): void {
    const at = Date.now();
    const fields = isPlainObject(body) ? body : {};
    const begins = typeof fields.start_time === 'string' ? Date.parse(fields.start_time) : at;
    const to = typeof fields.target_version === 'string' ? fields.target_version : 'patch';
    const looked = life && this.#lookOf(life);
    for (const target of targets)
      this.posts.push({
        ...(looked !== undefined && { looked }),
        at,
        real: performance.now(),
        begins,
        target,
        call,
        to,
        request_id: life?.request_id ?? '?',
      });
  }

  released(): Released[] {
    return this.posts.flatMap((post) => {
      const release = readReleaseId(post.request_id);
      return release ? [{ ...post, ...release }] : [];
    });
  }

  /** What releases started; any other work is somebody else's. */
  taken({ jobs, tasks }: State): Taken[] {
    const byTarget = Map.groupBy(this.posts, ({ target }) => target);
    return [...jobs.values(), ...tasks.values()].flatMap((work) => {
      const target = work.proxy_id ?? work.instance_id;
      const post = byTarget.get(target)?.findLast(({ at }) => at <= work.created);
      const release = post && readReleaseId(post.request_id);
      return post && release ? [{ ...post, ...release, work }] : [];
    });
  }
}
