using System.Text.RegularExpressions;
using Foyer.Data;
using Foyer.Rig;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Tests;

/// <summary>What nobody may forget, as tests: the rules of ARCHITECTURE.md read from that file, or asked of the model and the server itself.</summary>
public partial class HouseRules
{
    private static readonly string Root = ServerProcess.RepositoryRoot();
    private static readonly string Source = Path.Combine(Root, "src", "Foyer");

    /// <summary>Files over the budget, each with the reason why it stays whole.</summary>
    private static readonly Dictionary<string, string> LargeFiles = new(StringComparer.Ordinal);

    /// <summary>Indexes that stand above tenants on purpose.</summary>
    private static readonly Dictionary<string, string> GlobalIndexes = new(StringComparer.Ordinal)
    {
        ["VerifiedDomain(Name)"] = "one domain, one home: this is how an address finds its tenant",
    };

    [Fact]
    public void Modules_use_only_the_modules_that_the_table_in_ARCHITECTURE_allows()
    {
        var allowed = DependencyTable();
        Assert.NotEmpty(allowed);
        var broken = new List<string>();
        foreach (var file in SourceFiles())
        {
            var module = ModuleOf(file);
            if (module is null) continue;
            Assert.True(allowed.ContainsKey(module), $"{module} is not in the table of ARCHITECTURE.md");
            foreach (Match use in Using().Matches(File.ReadAllText(file)))
            {
                var other = use.Groups["module"].Value;
                if (other != module && allowed.ContainsKey(other) && !allowed[module].Contains(other)) broken.Add($"{Relative(file)} uses {other}");
            }
        }
        Assert.True(broken.Count == 0, string.Join('\n', broken.Distinct(StringComparer.Ordinal)));
    }

    [Fact]
    public void Only_Connect_names_OpenIddict() =>
        Assert.Empty(SourceFiles().Where(f => ModuleOf(f) != "Connect" && File.ReadAllText(f).Contains("using OpenIddict", StringComparison.Ordinal)).Select(Relative));

    [Fact]
    public async Task Every_endpoint_says_who_may_call_it()
    {
        var app = await TestApp.Shared(Store.Sqlite);
        var undecided = app.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Where(e => e.Metadata.GetMetadata<IAuthorizeData>() is null && e.Metadata.GetMetadata<AuthorizationPolicy>() is null && e.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .Select(e => e.DisplayName)
            .Where(name => name != "Fallback {**path:file}"); // the framework's own for unpublished builds; the fallback policy keeps it shut
        Assert.Empty(undecided);
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Every_row_of_a_tenant_is_confined_to_it(Store store)
    {
        var app = await TestApp.Shared(store);
        await using var scope = app.Services.CreateAsyncScope();
        var model = scope.ServiceProvider.GetRequiredService<FoyerDb>().Model;
        var loose = new List<string>();
        foreach (var type in model.GetEntityTypes())
        {
            var name = type.ClrType.Name;
            if (!type.ClrType.IsAssignableTo(typeof(ITenantOwned)))
            {
                if (name != "Tenant") loose.Add($"{name} belongs to no tenant");
                continue;
            }
            if (type.FindDeclaredQueryFilter(FoyerDb.TenantFilter) is null) loose.Add($"{name} has no tenant filter");
            if (type.FindPrimaryKey()!.Properties[0].Name != nameof(ITenantOwned.TenantId)) loose.Add($"the key of {name} does not start with the tenant");
            loose.AddRange(type.GetIndexes().Where(i => i.IsUnique && i.Properties[0].Name != nameof(ITenantOwned.TenantId))
                .Select(i => $"{name}({string.Join(", ", i.Properties.Select(p => p.Name))})")
                .Where(i => !GlobalIndexes.ContainsKey(i)).Select(i => $"the unique index {i} does not start with the tenant"));
            loose.AddRange(type.GetForeignKeys().Where(f => f.PrincipalEntityType.ClrType.IsAssignableTo(typeof(ITenantOwned)) && f.Properties[0].Name != nameof(ITenantOwned.TenantId))
                .Select(f => $"the reference from {name} to {f.PrincipalEntityType.ClrType.Name} does not carry the tenant"));
        }
        Assert.True(loose.Count == 0, string.Join('\n', loose));
    }

    [Fact]
    public void Reads_across_tenants_happen_only_where_the_list_in_ARCHITECTURE_says_so()
    {
        var listed = Regex.Match(Architecture(), "<!-- across tenants -->(.*?)<!-- /across tenants -->", RegexOptions.Singleline).Groups[1].Value;
        var unlisted = SourceFiles()
            .Where(f => File.ReadAllText(f) is var text && (text.Contains(".AcrossTenants()", StringComparison.Ordinal) || text.Contains("IgnoreQueryFilters(", StringComparison.Ordinal)))
            .Select(Relative)
            .Where(f => !listed.Contains($"`{f}`", StringComparison.Ordinal));
        Assert.Empty(unlisted);
    }

    [Fact]
    public void Every_test_that_the_guide_to_the_Graph_API_names_is_there()
    {
        var guide = File.ReadAllText(Path.Combine(Root, "docs", "graph-compatibility.md"));
        var tests = Directory.EnumerateFiles(Path.Combine(Root, "tests"), "*Tests.cs", SearchOption.AllDirectories).Where(f => !Generated(f))
            .Select(f => (Class: Path.GetFileNameWithoutExtension(f), Text: File.ReadAllText(f))).ToList();
        var named = NamedTest().Matches(guide).Select(m => (Class: m.Groups["class"].Value, Method: m.Groups["method"].Value)).ToList();
        Assert.NotEmpty(named);
        Assert.Empty(named.Where(n => !tests.Exists(t => t.Class == n.Class && Regex.IsMatch(t.Text, $@" {n.Method}\("))));
    }

    [Fact]
    public void Whoever_writes_to_the_store_leaves_an_audit_row_or_stands_in_the_list_in_ARCHITECTURE()
    {
        var listed = Regex.Match(Architecture(), "<!-- without an audit row -->(.*?)<!-- /without an audit row -->", RegexOptions.Singleline).Groups[1].Value;
        var silent = SourceFiles()
            .Where(f => File.ReadAllText(f) is var text && Writing().IsMatch(text) && !text.Contains(".Did(", StringComparison.Ordinal))
            .Select(Relative)
            .Where(f => !listed.Contains($"`{f}`", StringComparison.Ordinal));
        Assert.Empty(silent);
    }

    [Fact]
    public void Files_stay_within_the_size_budget()
    {
        var over = SourceFiles().Concat(Directory.EnumerateFiles(Path.Combine(Root, "tests"), "*.cs", SearchOption.AllDirectories))
            .Where(f => !Generated(f))
            .Select(f => (File: Relative(f, Root), Lines: File.ReadLines(f).Count()))
            .Where(f => f.Lines > 400 && !LargeFiles.ContainsKey(f.File))
            .Select(f => $"{f.File}: {f.Lines} lines");
        Assert.Empty(over);
        Assert.True(File.ReadLines(Path.Combine(Source, "Program.cs")).Count() <= 80);
        Assert.True(File.ReadLines(Path.Combine(Source, "FoyerServer.cs")).Count() <= 80);
        Assert.True(File.ReadLines(Path.Combine(Root, "README.md")).Count() <= 150);
        Assert.True(File.ReadLines(Path.Combine(Root, "ARCHITECTURE.md")).Count() <= 200);
    }

    private static string Architecture() => File.ReadAllText(Path.Combine(Root, "ARCHITECTURE.md"));

    /// <summary>Rows of the table between the markers: | `Module` | `A` `B` | why |.</summary>
    private static Dictionary<string, HashSet<string>> DependencyTable()
    {
        var table = Regex.Match(Architecture(), "<!-- dependencies -->(.*?)<!-- /dependencies -->", RegexOptions.Singleline).Groups[1].Value;
        return table.Split('\n').Select(line => line.Split('|')).Where(cells => cells.Length > 3 && cells[1].Contains('`'))
            .ToDictionary(cells => cells[1].Trim(' ', '`'), cells => Name().Matches(cells[2]).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    private static IEnumerable<string> SourceFiles() =>
        Directory.EnumerateFiles(Source, "*.*", SearchOption.AllDirectories).Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal)).Where(f => !Generated(f));

    private static bool Generated(string file) => Relative(file, Root).Split('/') is var parts && (parts.Contains("obj") || parts.Contains("bin") || parts.Contains("Migrations"));

    private static string? ModuleOf(string file) => Relative(file).Split('/') is { Length: > 1 } parts ? parts[0] : null;

    private static string Relative(string file) => Relative(file, Source);

    private static string Relative(string file, string from) => Path.GetRelativePath(from, file).Replace('\\', '/');

    [GeneratedRegex(@"(?:^|\n)@?using (?:static )?Foyer\.(?<module>\w+)")]
    private static partial Regex Using();

    [GeneratedRegex(@"\.(SaveChangesAsync|ExecuteUpdateAsync|ExecuteDeleteAsync|ExecuteSql\w*)\(|BulkInsert\.Write\(")]
    private static partial Regex Writing();

    [GeneratedRegex("`(\\w+)`")]
    private static partial Regex Name();

    [GeneratedRegex("`(?<class>\\w+Tests)\\.(?<method>\\w+)`")]
    private static partial Regex NamedTest();
}
