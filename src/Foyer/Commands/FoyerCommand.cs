using System.CommandLine;
using Foyer.Data;
using Foyer.Web;

namespace Foyer.Commands;

/// <summary>The command line: <c>foyer serve</c>, <c>migrate</c>, … Exit codes: 0 done, 1 failed, 2 wrong usage.</summary>
internal static class FoyerCommand
{
    public static async Task<int> Run(string[] args)
    {
        var root = new RootCommand("Foyer lets partners of other companies into your applications: invite and redeem.");
        root.Subcommands.Add(Serve());
        root.Subcommands.Add(Migrate());
        root.Subcommands.Add(Demo());
        root.Subcommands.Add(TenantCommand.Make());

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync($"{parsed.Errors[0].Message} Try: foyer --help");
            return 2;
        }
        return await parsed.InvokeAsync();
    }

    private static Command Serve()
    {
        var command = new Command("serve", "Starts the server on the address of Foyer:PublicUrl, bringing the store's schema up to date first.");
        command.SetAction((_, ct) => Guarded(async () =>
        {
            await using var app = FoyerServer.Build([]);
            await DataModule.Migrate(app.Services, ct);
            await app.RunAsync(ct);
        }));
        return command;
    }

    private static Command Migrate()
    {
        var command = new Command("migrate", "Brings the store's schema up to date.");
        command.SetAction((_, ct) => Guarded(async () =>
        {
            await using var app = FoyerServer.Build([]);
            await DataModule.Migrate(app.Services, ct);
            Console.WriteLine("The store is up to date.");
        }));
        return command;
    }

    private static Command Demo()
    {
        var serve = new Option<bool>("--serve") { Description = "Then start the server, in the same process." };
        var command = new Command("demo", "Creates the demo on an empty store and prints every address, login and id a newcomer needs.") { serve };
        command.SetAction((parsed, ct) => Guarded(async () =>
        {
            await using var app = FoyerServer.Build([]);
            await DataModule.Migrate(app.Services, ct);
            var demo = await app.Services.GetRequiredService<CreateDemo>().Run(ct);
            if (demo is null) throw new UnusableConfigurationException("This store has tenants of its own; the demo is made on an empty store only. Set FOYER_DATA to another folder.");
            Console.WriteLine(PrintDemo.Text(demo));
            if (parsed.GetValue(serve)) await app.RunAsync(ct);
        }));
        return command;
    }

    /// <summary>Runs a command; an expected failure becomes one line on standard error and exit code 1.</summary>
    internal static async Task<int> Guarded(Func<Task> work)
    {
        try
        {
            await work();
            return 0;
        }
        catch (UnusableConfigurationException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 1;
        }
        catch (IOException busy) when (busy.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await Console.Error.WriteLineAsync("The port of Foyer:PublicUrl is taken by another program; stop that, or set another port.");
            return 1;
        }
    }
}
