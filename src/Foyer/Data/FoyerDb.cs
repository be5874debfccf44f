using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Foyer.Data;

/// <summary>
/// The store. It knows rules, not tables: a module describes its own rows with an <c>IEntityTypeConfiguration</c>
/// beside the entity and adds its set as an extension property (<c>db.Invitations</c>).
/// </summary>
public class FoyerDb(DbContextOptions options, CurrentTenant tenant) : DbContext(options)
{
    /// <summary>Name of the query filter that confines every read to the current tenant.</summary>
    public const string TenantFilter = "tenant";

    /// <summary>The tenant that reads are confined to; read by the filter at every query.</summary>
    public Guid CurrentTenantId => tenant.Filter;

    public bool IsPostgres => Database.IsNpgsql();

    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
    {
        conventions.Properties<DateTime>().HaveConversion<UtcConverter>();
        conventions.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32);
        conventions.Properties<string>().HaveMaxLength(1024);
    }

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.ApplyConfigurationsFromAssembly(typeof(FoyerDb).Assembly);
        if (IsPostgres) OrderKeysByBytes(model);
        foreach (var type in model.Model.GetEntityTypes().Select(e => e.ClrType).Where(t => typeof(ITenantOwned).IsAssignableFrom(t)).ToList())
            Confine.MakeGenericMethod(type).Invoke(this, [model]);
    }

    /// <summary>
    /// Comparison forms of texts (by house custom <c>…Key</c>) are ordered byte by byte, as SQLite orders everything: then an index answers
    /// "begins with" whatever language the database was made in, and pages follow each other alike on both engines.
    /// </summary>
    private static void OrderKeysByBytes(ModelBuilder model)
    {
        foreach (var key in model.Model.GetEntityTypes().SelectMany(e => e.GetProperties()).Where(p => p.ClrType == typeof(string) && p.Name.EndsWith("Key", StringComparison.Ordinal)))
            key.SetCollation("C");
    }

    private static readonly MethodInfo Confine = typeof(FoyerDb).GetMethod(nameof(ConfineRows), BindingFlags.NonPublic | BindingFlags.Instance)!;

    private void ConfineRows<T>(ModelBuilder model) where T : class, ITenantOwned
    {
        Expression<Func<T, bool>> own = row => row.TenantId == CurrentTenantId;
        model.Entity<T>().HasQueryFilter(TenantFilter, own);
    }

    private sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
        there => there.Kind == DateTimeKind.Utc ? there : DateTime.SpecifyKind(there, DateTimeKind.Utc),
        back => DateTime.SpecifyKind(back, DateTimeKind.Utc));
}

internal static class AcrossTenantsExtension
{
    /// <summary>
    /// Reads rows of every tenant. Only for what is global by nature (whose home is this address? which mail is due?);
    /// the house rules list the files that may.
    /// </summary>
    public static IQueryable<T> AcrossTenants<T>(this IQueryable<T> rows) where T : class, ITenantOwned =>
        rows.IgnoreQueryFilters([FoyerDb.TenantFilter]);
}
