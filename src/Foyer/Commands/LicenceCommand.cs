using System.CommandLine;
using System.Globalization;
using Foyer.Data;
using Foyer.Jobs;
using Foyer.Licences;
using Foyer.Policies;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Commands;

/// <summary>What the operator does with licences: <c>foyer licence add</c>, <c>set</c>, <c>list</c>.</summary>
internal static class LicenceCommand
{
    public static Command Make(string[] settings) => new("licence", "Gives organisations subscriptions, of Foyer itself or of products of your own.") { Add(settings), Set(settings), List(settings) };

    private static Option<string> Tenant() => new("--tenant") { Description = "Tenant id or a domain of the organisation.", Required = true };

    private static Command Add(string[] settings)
    {
        var (tenant, file) = (Tenant(), new Option<FileInfo>("--file") { Description = "JSON: a list of products, or what Graph answers to GET /subscribedSkus (docs/operations.md).", Required = true });
        var command = new Command("add", "Adds the products of a catalogue file, or changes those that are there.") { tenant, file };
        command.SetAction((parsed, ct) => In(settings, parsed.GetValue(tenant)!, scope => Add(scope, parsed.GetValue(file)!, ct), ct));
        return command;
    }

    private static Command Set(string[] settings)
    {
        var (tenant, sku) = (Tenant(), new Option<string>("--sku") { Description = "Part number or id of the product.", Required = true });
        var (seats, state) = (new Option<int?>("--seats") { Description = "How many seats there are." }, new Option<SkuState?>("--state") { Description = "Enabled, Warning, Suspended, LockedOut or Deleted." });
        var command = new Command("set", "Changes seats or state of a subscription. Who holds a seat keeps it.") { tenant, sku, seats, state };
        command.SetAction((parsed, ct) => In(settings, parsed.GetValue(tenant)!, scope => Set(scope, parsed.GetValue(sku)!, parsed.GetValue(seats), parsed.GetValue(state), ct), ct));
        return command;
    }

    private static Command List(string[] settings)
    {
        var tenant = Tenant();
        var command = new Command("list", "Shows what an organisation has and how much of it is used.") { tenant };
        command.SetAction((parsed, ct) => In(settings, parsed.GetValue(tenant)!, scope => List(scope, ct), ct));
        return command;
    }

    private static Task<int> In(string[] settings, string tenant, Func<IServiceProvider, Task<string>> work, CancellationToken ct) => FoyerCommand.Guarded(async () =>
    {
        await using var app = FoyerServer.Build(settings);
        await DataModule.Migrate(app.Services, ct);
        await using var scope = await FindTenant.Open(app.Services, tenant, ct);
        Console.WriteLine(await work(scope.ServiceProvider));
    });

    internal static async Task<string> Add(IServiceProvider scope, FileInfo file, CancellationToken ct)
    {
        if (!file.Exists) throw new UnusableConfigurationException($"--file: there is no file {file.FullName}.");
        if (ReadCatalogue.Run(await File.ReadAllTextAsync(file.FullName, ct)).Failed(out var wrong, out var wishes)) throw new UnusableConfigurationException(wrong.Sentence);
        return await Write(scope, wishes, ct);
    }

    internal static async Task<string> Set(IServiceProvider scope, string named, int? seats, SkuState? state, CancellationToken ct)
    {
        if (seats < 0) throw new UnusableConfigurationException("--seats: write a number from 0.");
        var id = Guid.TryParse(named, out var given) ? given : Guid.Empty;
        var sku = await scope.GetRequiredService<FoyerDb>().LicenceSkus.AsNoTracking().SingleOrDefaultAsync(s => s.SkuId == id || s.PartNumber == named, ct)
            ?? throw new UnusableConfigurationException($"--sku: this organisation has no product {named}; foyer licence list shows what it has.");
        var had = sku.EnabledSeats + sku.WarningSeats + sku.SuspendedSeats + sku.LockedOutSeats;
        var wish = new SkuWish(sku.SkuId, sku.PartNumber, sku.DisplayName) { AppliesTo = sku.AppliesTo, Plans = sku.Plans, ProhibitedIn = sku.ProhibitedIn };
        return await Write(scope, [wish.With(seats ?? had, state ?? sku.State)], ct);
    }

    internal static async Task<string> List(IServiceProvider scope, CancellationToken ct)
    {
        var skus = await scope.GetRequiredService<ReadLicences>().Skus(ct);
        return skus.Count == 0 ? "No licences." : string.Join('\n', skus.Select(u => Line(u.Sku)));
    }

    private static async Task<string> Write(IServiceProvider scope, IReadOnlyList<SkuWish> wishes, CancellationToken ct)
    {
        var (db, set, hand) = (scope.GetRequiredService<FoyerDb>(), scope.GetRequiredService<SetSku>(), scope.GetRequiredService<ResolveActor>().System());
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var lines = new List<string>();
        foreach (var wish in wishes)
        {
            if ((await set.Run(hand, wish, ct)).Failed(out var problem, out var sku)) throw new UnusableConfigurationException(problem.Sentence);
            lines.Add(Line(sku));
        }
        await transaction.CommitAsync(ct);
        scope.GetRequiredService<SendOnErrands>().Wake();
        return string.Join('\n', lines);
    }

    private static string Line(LicenceSku sku) => string.Create(CultureInfo.InvariantCulture, $"{sku.PartNumber,-24} {sku.State,-10} {sku.Seats,8} seats {sku.Consumed,8} used  {sku.DisplayName}");
}
