import type { Instance } from '../../huawei/services/instance.ts';
import type { ServiceName } from '../../huawei/services/services.ts';

/** A region and a project of it. */
export interface PlaceId {
  readonly region: string;
  readonly project: string;
}

/** An instance as its service shows it, and where it is. */
export interface Surveyed {
  readonly service: ServiceName;
  readonly place: PlaceId;
  readonly instance: Instance;
}
