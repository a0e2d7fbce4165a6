// Lets a process take what is piped into its standard input for typed on a terminal.
Object.defineProperty(process.stdin, 'isTTY', { value: true });
