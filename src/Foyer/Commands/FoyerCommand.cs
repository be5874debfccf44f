using System.CommandLine;
using System.Data.Common;
using Foyer.Data;
using Foyer.Web;
using Microsoft.AspNetCore.Connections;

namespace Foyer.Commands;

/// <summary>The command line: <c>foyer serve</c>, <c>migrate</c>, … Exit codes: 0 done, 1 failed, 2 wrong usage.</summary>
internal static class FoyerCommand
{
    public static async Task<int> Run(string[] args)
    {
        var (settings, words) = Sort(args);
        var root = new RootCommand("""
            Foyer lets partners of other companies into your applications: invite and redeem.
            Settings (docs/configuration.md) come from appsettings.json, the environment, or stand behind a command: --Foyer:PublicUrl=https://foyer.contoso.com
            """);
        root.Subcommands.Add(Serve(settings));
        root.Subcommands.Add(Migrate(settings));
        root.Subcommands.Add(Demo(settings));
        root.Subcommands.Add(TenantCommand.Make(settings));
        root.Subcommands.Add(LicenceCommand.Make(settings));

        var parsed = root.Parse(words);
        return parsed.Errors is [var wrong, ..] ? await WrongUsage(wrong.Message) : await parsed.InvokeAsync();
    }

    private static Command Serve(string[] settings)
    {
        var command = new Command("serve", "Starts the server on the address of Foyer:PublicUrl, bringing the store's schema up to date first.");
        command.SetAction((_, ct) => Guarded(async () =>
        {
            await using var app = FoyerServer.Build(settings);
            await DataModule.Migrate(app.Services, ct);
            await app.RunAsync(ct);
        }));
        return command;
    }

    private static Command Migrate(string[] settings)
    {
        var command = new Command("migrate", "Brings the store's schema up to date.");
        command.SetAction((_, ct) => Guarded(async () =>
        {
            await using var app = FoyerServer.Build(settings);
            await DataModule.Migrate(app.Services, ct);
            Console.WriteLine("The store is up to date.");
        }));
        return command;
    }

    private static Command Demo(string[] settings)
    {
        var serve = new Option<bool>("--serve") { Description = "Then start the server, in the same process." };
        var command = new Command("demo", "Creates the demo on an empty store and prints every address, login and id a newcomer needs.") { serve };
        command.SetAction((parsed, ct) => Guarded(async () =>
        {
            await using var app = FoyerServer.Build(settings);
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
            return await Fail(wrong.Message);
        }
        catch (IOException busy) when (busy.InnerException is AddressInUseException)
        {
            return await Fail("The port of Foyer:PublicUrl is taken by another program; stop that, or set another port.");
        }
        catch (DbException down)
        {
            return await Fail($"The store does not answer ({down.Message}). Check Foyer:Database:ConnectionString, and that the database runs.");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return await Fail($"A file cannot be used ({refused.Message}). Check FOYER_DATA, its permissions and the space left.");
        }
    }

    internal static Task<int> WrongUsage(string line) => Say(2, line + " Try: foyer --help");

    private static Task<int> Fail(string line) => Say(1, line);

    private static async Task<int> Say(int exitCode, string line)
    {
        await Console.Error.WriteLineAsync(line.ReplaceLineEndings(" "));
        return exitCode;
    }

    /// <summary>Settings, such as <c>--Foyer:PublicUrl=https://…</c> and <c>--urls …</c>, are ASP.NET Core's to read; the other words are a command's.</summary>
    private static (string[] Settings, string[] Words) Sort(string[] args)
    {
        List<string> settings = [], words = [];
        for (var i = 0; i < args.Length; i++)
        {
            if (!IsSetting(args[i]))
            {
                words.Add(args[i]);
                continue;
            }
            settings.Add(args[i]);
            if (!args[i].Contains('=', StringComparison.Ordinal) && i + 1 < args.Length) settings.Add(args[++i]);
        }
        return ([.. settings], [.. words]);
    }

    private static bool IsSetting(string word) =>
        word.StartsWith("--", StringComparison.Ordinal) && word.Split('=')[0] is var name && (name == "--urls" || name.Contains(':', StringComparison.Ordinal));
}
