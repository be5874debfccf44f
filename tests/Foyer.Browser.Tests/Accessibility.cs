using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Foyer.Browser.Tests;

/// <summary>
/// The checker's rules for WCAG 2.2 AA. Its script is put into the page and run there: the library's own way opens a second page for
/// every look, which costs more than the look.
/// </summary>
internal static class Accessibility
{
    /// <summary>
    /// Known to every page from its beginning, since half a megabyte a look takes longer than the look itself; as a function that is
    /// first called when a page is looked at, because most pages are not.
    /// </summary>
    public static readonly string Checker = $"window.checker = function () {{ {Embedded()} }};";

    private const string Look = """
        async rules => {
            if (typeof axe !== 'object') checker();
            const result = await axe.run(document, {
                runOnly: rules ? { type: 'rule', values: rules } : { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
                resultTypes: ['violations'], iframes: false,
            });
            return result.violations.map(v => `${v.id}: ${v.help} at ${v.nodes.slice(0, 3).map(n => `${n.html} (${n.any.map(a => a.message).join(" ")})`).join(', ')}`);
        }
        """;

    /// <summary>What can differ between two looks at one page.</summary>
    private static readonly string[] ByLook = ["color-contrast", "link-in-text-block", "target-size"];

    /// <summary>No violation on this page, nor in the mails that it shows in frames.</summary>
    public static Task Accessible(this IPage page, string name) => Check(page, name, null);

    /// <summary>The same in each of these sizes and colours, and nothing there is wider than the screen.</summary>
    public static async Task Accessible(this IPage page, string name, params (int Width, bool Dark)[] looks)
    {
        foreach (var (index, (width, dark)) in looks.Index())
        {
            await page.SetViewportSizeAsync(width, 844);
            await page.EmulateMediaAsync(new() { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
            var wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            Assert.True(wide <= width, $"{name}: {wide} pixels wide on a screen of {width}.");
            await Check(page, $"{name} {width} {(dark ? "dark" : "light")}", index == 0 ? null : ByLook);
        }
    }

    private static async Task Check(IPage page, string name, string[]? rules)
    {
        await page.WaitForLoadStateAsync(); // a click returns when the next page begins; its colours come later
        await page.Picture(name);
        await Violations(page, name, rules);
        foreach (var frame in await page.Locator("iframe[srcdoc]").AllAsync())
        {
            // A mail is shown where no script runs, the checker's neither; so it is looked at on a page of its own.
            var mail = await page.Context.NewPageAsync();
            await mail.EmulateMediaAsync(new() { ColorScheme = await page.EvaluateAsync<bool>("matchMedia('(prefers-color-scheme: dark)').matches") ? ColorScheme.Dark : ColorScheme.Light });
            await mail.SetContentAsync(await frame.GetAttributeAsync("srcdoc") ?? "");
            await Violations(mail, name + ", the mail", rules);
            await mail.CloseAsync();
        }
    }

    private static async Task Violations(IPage page, string name, string[]? rules)
    {
        var found = await page.EvaluateAsync<string[]>(Look, rules);
        Assert.True(found.Length == 0, $"{name}: {string.Join("; ", found)}");
    }

    /// <summary>With FOYER_SCREENSHOTS set to a folder: what the person sees.</summary>
    public static async Task Picture(this IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("FOYER_SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name.Replace('/', '-').Replace('?', '-') + ".png"), FullPage = true });
    }

    private static string Embedded()
    {
        using var script = typeof(AxeResult).Assembly.GetManifestResourceStream("Deque.AxeCore.Commons.Resources.axe.min.js")!;
        using var reader = new StreamReader(script);
        return reader.ReadToEnd();
    }
}
