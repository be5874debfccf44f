using System.Text.Json;
using Foyer.Bench;

// foyer-bench [name…] [--json FILE]: runs benchmarks by name or by the words it begins with (graph is graph.users.mail and so on), prints a table, writes the figures (contract section 8).
var names = args.TakeWhile(a => a != "--json").ToList();
var json = args.SkipWhile(a => a != "--json").Skip(1).FirstOrDefault();
var all = typeof(IBenchmark).Assembly.GetTypes()
    .Where(t => t is { IsAbstract: false } && t.IsAssignableTo(typeof(IBenchmark)))
    .Select(t => (IBenchmark)Activator.CreateInstance(t)!)
    .OrderBy(b => b.Name, StringComparer.Ordinal)
    .ToList();
if (names.FirstOrDefault(n => !all.Exists(b => Means(n, b))) is { } unknown)
{
    await Console.Error.WriteLineAsync($"There is no benchmark {unknown}. There are: {string.Join(", ", all.Select(b => b.Name))}");
    return 2;
}

var figures = new Dictionary<string, Figure>(StringComparer.Ordinal);
Console.WriteLine($"{"benchmark",-28} {"value",12} {"unit",-12} {"limit",12} {"ratio",7}  limit is");
foreach (var benchmark in all.Where(b => names.Count == 0 || names.Exists(n => Means(n, b))))
{
    var figure = figures[benchmark.Name] = await benchmark.Run();
    Console.WriteLine($"{benchmark.Name,-28} {figure.Value,12:N1} {figure.Unit,-12} {figure.Limit,12:N1} {figure.Ratio,7:N2}  {figure.LimitName}");
}
if (json is not null) await File.WriteAllTextAsync(json, JsonSerializer.Serialize(figures, JsonSerializerOptions.Web));
return 0;

static bool Means(string name, IBenchmark benchmark) => benchmark.Name == name || benchmark.Name.StartsWith(name + ".", StringComparison.Ordinal);
