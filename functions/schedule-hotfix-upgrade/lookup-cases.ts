import type { LookupCases } from '../../shared/terms/cases.ts';

/** The shape of `GET /v3/{project_id}/instances/schedule-tasks` (contract §3). */
export const lookupCases: LookupCases = (target, neighbour, { near, early, late }) => {
  const task = (more: object = {}) => ({
    task_id: 'task-1',
    task_name: '升级实例热补丁',
    status: 'Pending',
    create_time: near,
    start_time: '2024-10-30T04:00:00+0000',
    instance_id: target,
    instance_name: 'gauss',
    task_content: { target_version: '3.208.0.6,3.208.0.7' },
    ...more,
  });

  return [
    ['one task matches', { tasks: [task()] }, 'found task-1'],
    [
      'its start is given in another offset',
      { tasks: [task({ start_time: '2024-10-30T12:00:00+0800' })] },
      'found task-1',
    ],
    [
      'its start is given in epoch milliseconds',
      { tasks: [task({ start_time: '1730260800000' })] },
      'found task-1',
    ],
    ['its content is a text', { tasks: [task({ task_content: '3.208.0.6, 3.208.0.7' })] }, 'found task-1'],
    [
      'its versions stand elsewhere',
      { tasks: [task({ task_content: undefined, target_config: '3.208.0.7,3.208.0.6' })] },
      'found task-1',
    ],
    [
      'its versions stand in both places',
      { tasks: [task({ target_config: '3.208.0.6,3.208.0.7' })] },
      'found task-1',
    ],
    [
      'it shows more versions than ours',
      {
        tasks: [task({ task_content: { source_version: '8.102.0', target_version: '3.208.0.6,3.208.0.7' } })],
      },
      'unclear',
    ],
    [
      'its instance is spelled in the other letter case',
      { tasks: [task({ instance_id: target.toUpperCase() })] },
      'found task-1',
    ],
    ['its creation cannot be read', { tasks: [task({ create_time: '' })] }, 'found task-1'],
    ['the same task is listed twice', { tasks: [task(), task({ status: 'Running' })] }, 'found task-1'],
    [
      'another id is there for another instance',
      { tasks: [task(), task({ task_id: 'x', instance_id: neighbour })] },
      'found task-1',
    ],
    ['two tasks match', { tasks: [task(), task({ task_id: 'task-2' })] }, 'unclear'],
    [
      'two match and one is another’s',
      { tasks: [task(), task({ task_id: 'task-2' })] },
      'found task-2',
      ['task-1'],
    ],
    ['there is none', { tasks: [] }, 'absent'],
    ['the only one is another’s', { tasks: [task()] }, 'absent', ['task-1']],
    ['the only one is of another instance', { tasks: [task({ instance_id: neighbour })] }, 'absent'],
    // Nor is it documented how the cloud shows a start: it might round one.
    ['the only one starts at another time', { tasks: [task({ start_time: late })] }, 'unclear'],
    [
      'the only one that starts at another time is another’s',
      { tasks: [task({ start_time: late })] },
      'absent',
      ['task-1'],
    ],
    // What else a task's content shows is documented nowhere: other versions there prove nothing (contract §3).
    [
      'the only one shows other versions',
      { tasks: [task({ task_content: { target_version: '3.208.0.6' } })] },
      'unclear',
    ],
    [
      'the only one shows the version before, too',
      {
        tasks: [task({ task_content: { source_version: '3.208.0', target_version: '3.208.0.6,3.208.0.7' } })],
      },
      'unclear',
    ],
    [
      'the only one shows the last version alone',
      { tasks: [task({ task_content: '3.208.0.7' })] },
      'unclear',
    ],
    [
      'the only one that shows other versions is another’s',
      { tasks: [task({ task_content: '3.208.0.9' })] },
      'absent',
      ['task-1'],
    ],
    [
      'the only one that hides its versions is another’s',
      { tasks: [task({ task_content: {} })] },
      'absent',
      ['task-1'],
    ],
    [
      'its versions stand with the prefix of v3.1',
      { tasks: [task({ task_content: 'V2.0-3.208.0.6,V2.0-3.208.0.7' })] },
      'found task-1',
    ],
    ['the only one is older', { tasks: [task({ create_time: early })] }, 'absent'],
    ['the only one is newer', { tasks: [task({ create_time: late })] }, 'absent'],
    ['one hides its versions', { tasks: [task({ task_content: {} })] }, 'unclear'],
    ['one hides its start', { tasks: [task({ start_time: 'soon' })] }, 'unclear'],
    ['the one that matches has no id', { tasks: [task({ task_id: null })] }, 'unclear'],
    ['the list is incomplete', { tasks: undefined }, 'unclear'],
    ['the list is of another shape', { tasks: [{ id: 'task-1' }] }, 'unclear'],
  ];
};
