using System.Reflection;
using Foyer.Rig;
using Foyer.Web;

namespace Foyer.Tests.Web;

public class ConfigurationGuide
{
    [Fact]
    public void The_guide_names_every_setting_with_its_default()
    {
        var guide = File.ReadAllText(Path.Combine(ServerProcess.RepositoryRoot(), "docs", "configuration.md"));
        var missing = Keys("Foyer", new FoyerOptions()).Where(k => !guide.Contains($"`{k}`", StringComparison.Ordinal));
        Assert.Empty(missing);
    }

    private static IEnumerable<string> Keys(string path, object options) =>
        options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite).SelectMany(p =>
            p.PropertyType.DeclaringType == typeof(FoyerOptions) ? Keys($"{path}:{p.Name}", p.GetValue(options)!) : [$"{path}:{p.Name}"]);
}
