using Foyer.Commands;

return await FoyerCommand.Run(args);
