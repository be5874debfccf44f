using Foyer.Web;

namespace Foyer.Invitations.Letters;

/// <summary>A colour that an administrator chose, with the text colour that can be read on it (at least 4.5:1).</summary>
public readonly record struct Accent(string Ground, string Ink)
{
    private static readonly Colour Own = new(0x0f, 0x6c, 0xbd);

    public static Accent Of(string? colour)
    {
        // What is no colour never reaches a style attribute.
        var ground = Colour.TryParse(colour, out var parsed) ? parsed : Own;
        var ink = ground.ContrastWith(Colour.White) >= 4.5 ? Colour.White : Colour.Black;
        return new(ground.ToString(), ink.ToString());
    }
}
