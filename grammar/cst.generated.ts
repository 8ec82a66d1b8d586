// Derived from the rules by scripts/derive-grammar.ts; do not edit.
import type { CstNode, IToken } from "chevrotain";

export interface ExpressionCstNode extends CstNode {
  name: "expression";
  children: ExpressionCstChildren;
}

export type ExpressionCstChildren = {
  operand: (OperandCstNode)[];
  BinaryOperator?: IToken[];
};

export interface OperandCstNode extends CstNode {
  name: "operand";
  children: OperandCstChildren;
}

export type OperandCstChildren = {
  prefix?: PrefixCstNode[];
  primary: PrimaryCstNode[];
  suffix?: SuffixCstNode[];
};

export interface PrefixCstNode extends CstNode {
  name: "prefix";
  children: PrefixCstChildren;
}

export type PrefixCstChildren = {
  Minus?: IToken[];
  Not?: IToken[];
  Reducer?: IToken[];
  LSquare?: IToken[];
  Identifier?: IToken[];
  Comma?: IToken[];
  RSquare?: IToken[];
};

export interface PrimaryCstNode extends CstNode {
  name: "primary";
  children: PrimaryCstChildren;
}

export type PrimaryCstChildren = {
  Identifier?: IToken[];
  NumberLiteral?: IToken[];
  StringLiteral?: IToken[];
  True?: IToken[];
  False?: IToken[];
  parenthesized?: ParenthesizedCstNode[];
  list?: ListCstNode[];
  conditional?: ConditionalCstNode[];
  scan?: ScanCstNode[];
};

export interface SuffixCstNode extends CstNode {
  name: "suffix";
  children: SuffixCstChildren;
}

export type SuffixCstChildren = {
  arguments?: ArgumentsCstNode[];
  subscript?: SubscriptCstNode[];
  from?: FromCstNode[];
};

export interface ParenthesizedCstNode extends CstNode {
  name: "parenthesized";
  children: ParenthesizedCstChildren;
}

export type ParenthesizedCstChildren = {
  LParen: IToken[];
  expression: ExpressionCstNode[];
  RParen: IToken[];
};

export interface ListCstNode extends CstNode {
  name: "list";
  children: ListCstChildren;
}

export type ListCstChildren = {
  LSquare: IToken[];
  expression?: ExpressionCstNode[];
  Comma?: IToken[];
  RSquare: IToken[];
};

export interface ArgumentsCstNode extends CstNode {
  name: "arguments";
  children: ArgumentsCstChildren;
}

export type ArgumentsCstChildren = {
  LParen: IToken[];
  argument?: ArgumentCstNode[];
  Comma?: IToken[];
  RParen: IToken[];
};

export interface ArgumentCstNode extends CstNode {
  name: "argument";
  children: ArgumentCstChildren;
}

export type ArgumentCstChildren = {
  Identifier?: IToken[];
  Colon?: IToken[];
  expression: ExpressionCstNode[];
};

export interface SubscriptCstNode extends CstNode {
  name: "subscript";
  children: SubscriptCstChildren;
}

export type SubscriptCstChildren = {
  LSquare: IToken[];
  subscriptItem?: SubscriptItemCstNode[];
  Comma?: IToken[];
  RSquare: IToken[];
};

export interface SubscriptItemCstNode extends CstNode {
  name: "subscriptItem";
  children: SubscriptItemCstChildren;
}

export type SubscriptItemCstChildren = {
  Ellipsis?: IToken[];
  Colon?: (IToken)[];
  to?: (ExpressionCstNode)[];
  at?: ExpressionCstNode[];
};

export interface FromCstNode extends CstNode {
  name: "from";
  children: FromCstChildren;
}

export type FromCstChildren = {
  From: IToken[];
  StringLiteral: IToken[];
};

export interface ConditionalCstNode extends CstNode {
  name: "conditional";
  children: ConditionalCstChildren;
}

export type ConditionalCstChildren = {
  If: IToken[];
  condition: ExpressionCstNode[];
  conditionalRest: ConditionalRestCstNode[];
};

export interface ConditionalRestCstNode extends CstNode {
  name: "conditionalRest";
  children: ConditionalRestCstChildren;
}

export type ConditionalRestCstChildren = {
  Then: (IToken)[];
  then: (ExpressionCstNode)[];
  Else: (IToken)[];
  If?: IToken[];
  condition?: ExpressionCstNode[];
  otherwise: ExpressionCstNode[];
};

export interface ScanCstNode extends CstNode {
  name: "scan";
  children: ScanCstChildren;
}

export type ScanCstChildren = {
  Scan: IToken[];
  Reverse?: IToken[];
  Identifier: IToken[];
  In: IToken[];
  extent: ExpressionCstNode[];
  With?: IToken[];
  carry?: CarryCstNode[];
  Comma?: IToken[];
  Where?: IToken[];
  where?: ExpressionCstNode[];
  block: BlockCstNode[];
};

export interface CarryCstNode extends CstNode {
  name: "carry";
  children: CarryCstChildren;
}

export type CarryCstChildren = {
  Identifier: IToken[];
  Colon?: IToken[];
  type?: TypeCstNode[];
  Equals: IToken[];
  expression: ExpressionCstNode[];
};

export interface TypeCstNode extends CstNode {
  name: "type";
  children: TypeCstChildren;
}

export type TypeCstChildren = {
  dimensions?: (DimensionsCstNode)[];
  Identifier?: IToken[];
  LParen?: IToken[];
  expression?: ExpressionCstNode[];
  RParen?: IToken[];
};

export interface DimensionsCstNode extends CstNode {
  name: "dimensions";
  children: DimensionsCstChildren;
}

export type DimensionsCstChildren = {
  LSquare: IToken[];
  dimension?: DimensionCstNode[];
  Comma?: IToken[];
  RSquare: IToken[];
};

export interface DimensionCstNode extends CstNode {
  name: "dimension";
  children: DimensionCstChildren;
}

export type DimensionCstChildren = {
  Ellipsis?: IToken[];
  expression?: ExpressionCstNode[];
};

export interface BlockCstNode extends CstNode {
  name: "block";
  children: BlockCstChildren;
}

export type BlockCstChildren = {
  LCurly: IToken[];
  statement?: StatementCstNode[];
  NewLine?: IToken[];
  RCurly: IToken[];
};

export interface StatementCstNode extends CstNode {
  name: "statement";
  children: StatementCstChildren;
}

export type StatementCstChildren = {
  param?: ParamCstNode[];
  state?: StateCstNode[];
  inputs?: InputsCstNode[];
  named?: NamedCstNode[];
  train?: TrainCstNode[];
  fn?: FnCstNode[];
  return?: ReturnCstNode[];
  yield?: YieldCstNode[];
  if?: IfCstNode[];
  simple?: SimpleCstNode[];
};

export interface ParamCstNode extends CstNode {
  name: "param";
  children: ParamCstChildren;
}

export type ParamCstChildren = {
  Param: IToken[];
  Identifier: IToken[];
  Colon: IToken[];
  type: TypeCstNode[];
  Tilde?: IToken[];
  expression?: ExpressionCstNode[];
};

export interface StateCstNode extends CstNode {
  name: "state";
  children: StateCstChildren;
}

export type StateCstChildren = {
  State: IToken[];
  stateItem: StateItemCstNode[];
  Comma?: IToken[];
};

export interface StateItemCstNode extends CstNode {
  name: "stateItem";
  children: StateItemCstChildren;
}

export type StateItemCstChildren = {
  Identifier: IToken[];
  Colon?: IToken[];
  type?: TypeCstNode[];
  Equals: IToken[];
  expression: ExpressionCstNode[];
};

export interface InputsCstNode extends CstNode {
  name: "inputs";
  children: InputsCstChildren;
}

export type InputsCstChildren = {
  Input: IToken[];
  inputItem: InputItemCstNode[];
  Comma?: IToken[];
};

export interface InputItemCstNode extends CstNode {
  name: "inputItem";
  children: InputItemCstChildren;
}

export type InputItemCstChildren = {
  Identifier: IToken[];
  Colon: IToken[];
  type: TypeCstNode[];
  Equals?: IToken[];
  expression?: ExpressionCstNode[];
};

export interface NamedCstNode extends CstNode {
  name: "named";
  children: NamedCstChildren;
}

export type NamedCstChildren = {
  Output?: IToken[];
  Loss?: IToken[];
  Metric?: IToken[];
  Identifier: IToken[];
  Colon?: IToken[];
  type?: TypeCstNode[];
  Equals?: IToken[];
  expression?: ExpressionCstNode[];
};

export interface ReturnCstNode extends CstNode {
  name: "return";
  children: ReturnCstChildren;
}

export type ReturnCstChildren = {
  Return: IToken[];
  expression: ExpressionCstNode[];
  With?: IToken[];
  further?: ExpressionCstNode[];
  Comma?: IToken[];
};

export interface YieldCstNode extends CstNode {
  name: "yield";
  children: YieldCstChildren;
}

export type YieldCstChildren = {
  Yield: IToken[];
  expression: ExpressionCstNode[];
};

export interface IfCstNode extends CstNode {
  name: "if";
  children: IfCstChildren;
}

export type IfCstChildren = {
  If: (IToken)[];
  condition: (ExpressionCstNode)[];
  conditionalRest?: ConditionalRestCstNode[];
  then?: (BlockCstNode)[];
  Else?: (IToken)[];
  otherwise?: BlockCstNode[];
};

export interface SimpleCstNode extends CstNode {
  name: "simple";
  children: SimpleCstChildren;
}

export type SimpleCstChildren = {
  target: (TargetCstNode)[];
  Comma?: IToken[];
  Equals?: IToken[];
  ColonEquals?: IToken[];
  expression?: ExpressionCstNode[];
};

export interface TargetCstNode extends CstNode {
  name: "target";
  children: TargetCstChildren;
}

export type TargetCstChildren = {
  expression: ExpressionCstNode[];
  Colon?: IToken[];
  type?: TypeCstNode[];
};

export interface TrainCstNode extends CstNode {
  name: "train";
  children: TrainCstChildren;
}

export type TrainCstChildren = {
  Train: IToken[];
  Identifier?: IToken[];
  LCurly: IToken[];
  NewLine?: IToken[];
  setting?: SettingCstNode[];
  RCurly: IToken[];
};

export interface SettingCstNode extends CstNode {
  name: "setting";
  children: SettingCstChildren;
}

export type SettingCstChildren = {
  over?: OverCstNode[];
  clip?: ClipCstNode[];
  stop?: StopCstNode[];
  batch?: BatchCstNode[];
  sample?: SampleCstNode[];
  Minimize?: IToken[];
  Using?: IToken[];
  Epochs?: IToken[];
  Seed?: IToken[];
  Augment?: IToken[];
  Average?: IToken[];
  After?: IToken[];
  expression?: ExpressionCstNode[];
};

export interface OverCstNode extends CstNode {
  name: "over";
  children: OverCstChildren;
}

export type OverCstChildren = {
  Over: IToken[];
  All?: IToken[];
  Except?: IToken[];
  expression?: (ExpressionCstNode)[];
  Comma?: (IToken)[];
};

export interface BatchCstNode extends CstNode {
  name: "batch";
  children: BatchCstChildren;
}

export type BatchCstChildren = {
  Batch: IToken[];
  expression: ExpressionCstNode[];
  In?: IToken[];
  parts?: ExpressionCstNode[];
  Parts?: IToken[];
};

export interface ClipCstNode extends CstNode {
  name: "clip";
  children: ClipCstChildren;
}

export type ClipCstChildren = {
  Clip: IToken[];
  Identifier: IToken[];
  LParen: IToken[];
  expression: ExpressionCstNode[];
  RParen: IToken[];
};

export interface StopCstNode extends CstNode {
  name: "stop";
  children: StopCstChildren;
}

export type StopCstChildren = {
  Stop: IToken[];
  When: IToken[];
  Identifier: (IToken)[];
  Dot: IToken[];
  Has: IToken[];
  Not: IToken[];
  Improved: IToken[];
  For: IToken[];
  expression: ExpressionCstNode[];
  Epochs: IToken[];
};

export interface SampleCstNode extends CstNode {
  name: "sample";
  children: SampleCstChildren;
}

export type SampleCstChildren = {
  Sample: IToken[];
  Identifier: IToken[];
  Comma?: IToken[];
  Equals: IToken[];
  expression: ExpressionCstNode[];
};

export interface FnCstNode extends CstNode {
  name: "fn";
  children: FnCstChildren;
}

export type FnCstChildren = {
  Fn: IToken[];
  signature: SignatureCstNode[];
  block?: BlockCstNode[];
  Equals?: IToken[];
  expression?: ExpressionCstNode[];
};

export interface SignatureCstNode extends CstNode {
  name: "signature";
  children: SignatureCstChildren;
}

export type SignatureCstChildren = {
  Identifier: IToken[];
  parameters: (ParametersCstNode)[];
  Arrow?: IToken[];
  type?: TypeCstNode[];
};

export interface ParametersCstNode extends CstNode {
  name: "parameters";
  children: ParametersCstChildren;
}

export type ParametersCstChildren = {
  LParen: IToken[];
  parameter?: ParameterCstNode[];
  Comma?: IToken[];
  RParen: IToken[];
};

export interface ParameterCstNode extends CstNode {
  name: "parameter";
  children: ParameterCstChildren;
}

export type ParameterCstChildren = {
  Identifier: IToken[];
  Colon?: IToken[];
  type?: TypeCstNode[];
  Equals?: IToken[];
  expression?: ExpressionCstNode[];
};

export interface FileCstNode extends CstNode {
  name: "file";
  children: FileCstChildren;
}

export type FileCstChildren = {
  unit?: UnitCstNode[];
};

export interface UnitCstNode extends CstNode {
  name: "unit";
  children: UnitCstChildren;
}

export type UnitCstChildren = {
  declaration: DeclarationCstNode[];
  NewLine: IToken[];
};

export interface DeclarationCstNode extends CstNode {
  name: "declaration";
  children: DeclarationCstChildren;
}

export type DeclarationCstChildren = {
  import?: ImportCstNode[];
  layer?: LayerCstNode[];
  fn?: FnCstNode[];
  optimizer?: OptimizerCstNode[];
  model?: ModelCstNode[];
  data?: DataCstNode[];
  split?: SplitCstNode[];
};

export interface ImportCstNode extends CstNode {
  name: "import";
  children: ImportCstChildren;
}

export type ImportCstChildren = {
  Import: IToken[];
  LCurly: IToken[];
  Identifier?: IToken[];
  Comma?: IToken[];
  RCurly: IToken[];
  From: IToken[];
  StringLiteral: IToken[];
};

export interface LayerCstNode extends CstNode {
  name: "layer";
  children: LayerCstChildren;
}

export type LayerCstChildren = {
  Layer: IToken[];
  signature: SignatureCstNode[];
  block: BlockCstNode[];
};

export interface OptimizerCstNode extends CstNode {
  name: "optimizer";
  children: OptimizerCstChildren;
}

export type OptimizerCstChildren = {
  Optimizer: IToken[];
  signature: SignatureCstNode[];
  block: BlockCstNode[];
};

export interface ModelCstNode extends CstNode {
  name: "model";
  children: ModelCstChildren;
}

export type ModelCstChildren = {
  Model: IToken[];
  Identifier: IToken[];
  block: BlockCstNode[];
};

export interface DataCstNode extends CstNode {
  name: "data";
  children: DataCstChildren;
}

export type DataCstChildren = {
  Data: IToken[];
  Identifier: IToken[];
  Equals: IToken[];
  expression: ExpressionCstNode[];
  block?: BlockCstNode[];
};

export interface SplitCstNode extends CstNode {
  name: "split";
  children: SplitCstChildren;
}

export type SplitCstChildren = {
  Split: IToken[];
  Identifier: IToken[];
  part: ExpressionCstNode[];
  Colon?: IToken[];
  Shuffle?: IToken[];
  Seed?: IToken[];
  seed?: ExpressionCstNode[];
};

