/** osls takes a CommonJS plugin here. It leaves out the console, a function that nobody deploys who has not set a variable of it. */
module.exports = class HostedConsole {
  constructor({ service }) {
    const isHosted = Object.entries(process.env).some(
      ([name, value]) => name.startsWith('CONSOLE_') && value?.trim(),
    );
    if (!isHosted) delete service.functions.console;
  }
};
