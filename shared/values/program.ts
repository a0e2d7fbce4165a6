/** How people call the commands. It never installs a package of that name from elsewhere, and npm keeps no option for itself. */
export const PROGRAM = 'npx --no-install db-upkeep';
