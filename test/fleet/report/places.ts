/** Two places, in Europe and in Asia. */
export const PLACES = [
  { region: 'tr-west-1', project: '0483b6b16e954cb88930a360d2c4e663' },
  { region: 'ap-southeast-3', project: '619d3e78f61b4be68bc5aa0b59edcf7b' },
] as const;
