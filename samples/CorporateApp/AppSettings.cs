using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CorporateApp;

/// <summary>What distinguishes one instance of this app from another: its looks, and its registration at the sign-in service.</summary>
internal sealed record AppSettings(string Name, string Accent, string Authority, string ClientId, string ClientSecret)
{
    private static readonly string[] Required = ["Oidc:Authority", "Oidc:ClientId", "Oidc:ClientSecret"];

    /// <summary>Reads <c>App:*</c> and <c>Oidc:*</c>; on failure <paramref name="problem"/> is one line that names the key.</summary>
    public static bool TryRead(
        IConfiguration configuration, [NotNullWhen(true)] out AppSettings? settings, [NotNullWhen(false)] out string? problem)
    {
        var missing = Required.FirstOrDefault(key => string.IsNullOrWhiteSpace(configuration[key]));
        var accent = configuration["App:Accent"] ?? "#0f6cbd";

        problem = missing is not null ? $"{missing} is not set: give it as --{missing} or {missing.Replace(":", "__", StringComparison.Ordinal)}."
            : !Uri.TryCreate(configuration["Oidc:Authority"], UriKind.Absolute, out _) ? "Oidc:Authority is not an absolute address."
            : !IsColour(accent) ? "App:Accent is not a colour like #0f6cbd."
            : null;
        settings = problem is not null ? null : new AppSettings(
            configuration["App:Name"] ?? "Corporate app", accent,
            configuration["Oidc:Authority"]!.TrimEnd('/'), configuration["Oidc:ClientId"]!, configuration["Oidc:ClientSecret"]!);
        return settings is not null;
    }

    private static bool IsColour(string text) =>
        text is ['#', _, _, _, _, _, _] && int.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _);
}
