namespace Foyer.Commands;

/// <summary>The command line, a face like the others: it calls the modules' operations and owns no rule.</summary>
internal static class CommandsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddCommands() => services.AddSingleton<CreateDemo>();
    }
}
