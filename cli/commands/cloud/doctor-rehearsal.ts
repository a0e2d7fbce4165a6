import { BadUsage } from '../../command.ts';

const REAL =
  /^(HW_.*|STAGE|LEDGER_TABLE|FLEET_TABLE|QUEUE_URL|DEAD_LETTER_QUEUE_URL|EVENT_BUS|PREFLIGHT|WEBHOOK_.*|TIMING|AWS_.*|https?_proxy)$/i;

/** Starts stand-ins for cloud and AWS in this process, with these faults, and points the environment at them alone. Throws `BadUsage`. */
export async function startDoctorRehearsal(faults: readonly string[]): Promise<{ close(): Promise<void> }> {
  const { FAULTS, TOGETHER } = await import('../../../stand-in/rehearsal/doctor/faults.ts');
  const { startDoctorStage } = await import('../../../stand-in/rehearsal/doctor/stage.ts');
  const names = faults.includes('all') ? TOGETHER : faults;
  const unknown = names.find((name) => !FAULTS[name]);
  if (unknown) throw new BadUsage(`unknown fault ${unknown}. Known: ${Object.keys(FAULTS).join(', ')}, all`);
  const stage = await startDoctorStage();
  for (const name of names) FAULTS[name]?.(stage.cloud);
  // Neither the real account nor the real ledger and queues may hear of a rehearsal.
  for (const name of Object.keys(process.env)) if (REAL.test(name)) delete process.env[name];
  Object.assign(process.env, stage.environment);
  return stage;
}
