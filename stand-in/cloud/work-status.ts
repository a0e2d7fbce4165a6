/** The words of the listings (contract §7.1). */
export type WorkStatus = 'Pending' | 'Running' | 'Completed' | 'Failed' | 'Canceled';
