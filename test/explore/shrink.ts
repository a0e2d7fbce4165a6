import type { Plan } from './plan.ts';

/** The same with as little as possible going wrong: whatever can be left out while `breaks` holds is left out. */
export async function shrink(plan: Plan, breaks: (plan: Plan) => Promise<boolean>): Promise<Plan> {
  for (const smaller of smallerThan(plan)) if (await breaks(smaller)) return shrink(smaller, breaks);
  return plan;
}

function smallerThan(plan: Plan): Plan[] {
  const { faults, cloudAhead, clockAhead } = plan;
  return [
    ...(cloudAhead === 0 ? [] : [{ ...plan, cloudAhead: 0 }]),
    ...(clockAhead === 0 ? [] : [{ ...plan, clockAhead: 0 }]),
    ...faults.map((_, place) => ({ ...plan, faults: faults.toSpliced(place, 1) })),
  ];
}
