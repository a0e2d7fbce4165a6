import { DAY, HOUR, MINUTE } from '../../shared/values/time/units.ts';
import { type Alarm, ourMetric } from './alarm.ts';

// The vendor's limits on reads pass within the hour.
const SURVEY_STUCK = 3 * HOUR;

/** What is wrong with surveys, of which one begins every so many ms. */
export const alarmsOfSurveys = (surveyEvery: number): Alarm[] => [
  {
    name: 'survey-failing',
    says: 'The survey cannot read or write what it keeps, or its settings are wrong.',
    watches: ourMetric('failed', { operation: 'survey-fleet' }),
    periods: 3,
  },
  {
    name: 'survey-stuck',
    says: 'A place cannot be read for hours; what is known of it stays and grows old.',
    command: 'doctor',
    watches: ourMetric('stuck_ms', { operation: 'survey-fleet' }),
    above: SURVEY_STUCK,
  },
  {
    name: 'survey-old',
    says: 'A survey is a day late, or does not run: what is due or overdue may be out of date.',
    command: 'doctor',
    watches: ourMetric('age_ms', { operation: 'survey-fleet' }),
    above: surveyEvery + DAY,
    periods: 3,
    silenceIsBad: true,
  },
];

/** What is wrong with rollouts, or waits there for a person. */
export const alarmsOfRollouts: readonly Alarm[] = [
  {
    name: 'steering-failing',
    says: 'Rollouts cannot be steered: a table or a queue does not answer, or a rollout is of another version. Nothing new starts there.',
    watches: ourMetric('failed', { operation: 'steer-rollouts' }),
    periods: 3,
  },
  {
    name: 'steering-overdue',
    says: 'A rollout has waited for its next step for more than fifteen minutes, or steering does not run.',
    watches: ourMetric('overdue_ms', { operation: 'steer-rollouts' }),
    above: 15 * MINUTE,
    periods: 3,
    silenceIsBad: true,
  },
  {
    name: 'chat-failing',
    says: 'A channel does not take what it is told of rollouts, or is not in the secret.',
    command: 'channels',
    watches: ourMetric('failed', { operation: 'tell-chat' }),
    periods: 3,
  },
  {
    name: 'rollout-halted',
    says: 'A rollout is halted: nothing new starts in it until somebody has decided.',
    watches: ourMetric('halted', { operation: 'steer-rollouts' }),
  },
];
